/* Public suffix lists, as the partner may send one beside an agreement. */
#include "fuzz.h"

#include "normal/suffixes.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const hosts[] = { "www.example.co.uk", "a.b.ck",
		"com", "x.github.io", "xn--fiqs8s" };
	struct psi_suffixes *suffixes = NULL;
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_suffixes_new(&suffixes, data, size, &err);
	if (rc != 0) {
		fuzz_check(rc == err.code && err.text[0] != '\0');
		return 0;
	}
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		size_t len = strlen(hosts[i]);
		struct psi_endings endings;

		psi_suffixes_look_up(&endings, suffixes, hosts[i], len);
		/* A domain begins behind a dot, or at the beginning. */
		fuzz_check(endings.start <= len);
		fuzz_check(endings.start == 0 || endings.start == len ||
		    hosts[i][endings.start - 1] == '.');
	}
	psi_suffixes_free(suffixes);
	return 0;
}
