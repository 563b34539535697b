#include <assert.h>
#include <string.h>

#include "../../keychain_ios.h"
#include "apple.h"

int main(void) {
	uint8_t out[16];
	int n = 0;
	assert(bokgu_keychain_get("s", "a", out, sizeof out, &n) == BOKGU_NO_ITEM);
	assert(bokgu_keychain_delete("s", "a") == BOKGU_NO_ITEM);
	assert(alive == 0);
	assert(bokgu_keychain_set("s", "a", (const uint8_t *)"first", 5) == 0);
	assert(bokgu_keychain_set("s", "a", (const uint8_t *)"second", 6) == 0); // in its place
	assert(bokgu_keychain_set("s", "b", (const uint8_t *)"other", 5) == 0);
	assert(bokgu_keychain_get("s", "a", out, sizeof out, &n) == 0 && n == 6 && memcmp(out, "second", 6) == 0);
	assert(bokgu_keychain_get("s", "b", out, sizeof out, &n) == 0 && n == 5 && memcmp(out, "other", 5) == 0);
	assert(bokgu_keychain_get("t", "a", out, sizeof out, &n) == BOKGU_NO_ITEM);
	assert(bokgu_keychain_set("s", "c", (const uint8_t *)"0123456789abcdefg", 17) == 0);
	memset(out, 7, sizeof out);
	assert(bokgu_keychain_get("s", "c", out, sizeof out, &n) == BOKGU_TOO_LARGE && out[0] == 7);
	locked = 1;
	assert(bokgu_keychain_get("s", "a", out, sizeof out, &n) == -25308);
	assert(bokgu_keychain_set("s", "a", (const uint8_t *)"x", 1) == -25308);
	locked = 0;
	assert(bokgu_keychain_get("s", "a", out, sizeof out, &n) == 0 && n == 6);
	assert(bokgu_keychain_delete("s", "a") == 0 && bokgu_keychain_delete("s", "b") == 0 && bokgu_keychain_delete("s", "c") == 0);
	assert(alive == 0); // nothing leaked, nothing released twice
	return 0;
}
