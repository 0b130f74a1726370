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
	fuzz_check(psi_suffixes_count(suffixes) > 0);
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		size_t start = 0;

		if (psi_suffixes_registrable(
			suffixes, &start, hosts[i], strlen(hosts[i])))
			fuzz_check(start < strlen(hosts[i]));
	}
	psi_suffixes_free(suffixes);
	return 0;
}
