// What Go calls of links_darwin.c and links_ios.c, once and before the toolkit
// runs. From then on bokgu_link (in Go) gets each bokgu: link that the system
// hands to the program, as UTF-8 and for as long as the call lasts. 0, or what failed.
int bokgu_listen(void);
