// Once with links_darwin.c (MAC) and once with links_ios.c.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../links_darwin.h"
#include "apple.h"

int main(void) {
	assert(bokgu_listen() == 0);
	char *far = malloc(9001);
	memset(far, 'x', 9000);
	far[9000] = 0;
#ifdef MAC
	assert(mac_opens("bokgu:add?url=%ED%95%9C") == 0 && strcmp(said, "bokgu:add?url=%ED%95%9C") == 0);
	assert(mac_opens("bokgu:b") == 0 && strcmp(said, "bokgu:b") == 0); // nothing of the longer one is left
	assert(mac_opens(far) == 0 && strcmp(said, "bokgu:b") == 0);
	assert(mac_opens(NULL) != 0 && strcmp(said, "bokgu:b") == 0);
#else
	assert(phone_opens("bokgu:add?url=%ED%95%9C") == 1 && strcmp(said, "bokgu:add?url=%ED%95%9C") == 0);
	assert(phone_opens(far) == 0 && strcmp(said, "bokgu:add?url=%ED%95%9C") == 0);
	assert(alive == 0);
#endif
	free(far);
	return 0;
}
