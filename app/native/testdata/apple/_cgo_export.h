// What cgo makes of links_darwin.go.
extern void bokgu_link(char *link);
