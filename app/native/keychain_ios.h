// What Go calls of keychain_ios.c. service and user are text in UTF-8. Results
// are those of the Security framework: 0, or an OSStatus.
#include <stdint.h>

#define BOKGU_NO_ITEM (-25300)      // errSecItemNotFound
#define BOKGU_NO_MEMORY (-108)      // errSecAllocate
#define BOKGU_TOO_LARGE (-26275)    // errSecDecode: not what this program has put there

int bokgu_keychain_get(const char *service, const char *user, uint8_t *out, int size, int *length);
int bokgu_keychain_set(const char *service, const char *user, const uint8_t *secret, int length);
int bokgu_keychain_delete(const char *service, const char *user);
