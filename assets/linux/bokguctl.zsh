#compdef bokguctl
local -a words_there
words_there=("${(@f)$(COMP_LINE="${words[1,CURRENT]}" bokguctl)}")
compadd -- $words_there
