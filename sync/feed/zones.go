package feed

// The list of time zones is part of the program: Windows and bare containers have
// none, and without Asia/Seoul no document of Korea would be valid there. Where
// the system has a list of its own, that one is read. It adds 450 kB.
import _ "time/tzdata"
