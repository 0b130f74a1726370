#include "group/suite.h"

#include <assert.h>
#include <string.h>

const struct psi_suite *
psi_suite_find(const char *name)
{
	static const struct psi_suite *const suites[] = {
		&psi_suite_ristretto255, &psi_suite_p256
	};

	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
		if (strcmp(name, suites[i]->name) == 0)
			return suites[i];
	return NULL;
}

size_t
psi_suite_dst(const struct psi_suite *suite, const char *prefix,
    uint8_t out[PSI_DST_MAX_BYTES])
{
	static const char version[] = "OPRFV1-\x01-";
	const char *const parts[] = { prefix, version, suite->name };
	size_t pos = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		const size_t len = strlen(parts[i]);

		/* All prefixes and names are our own constants. */
		assert(len <= PSI_DST_MAX_BYTES - pos);
		memcpy(out + pos, parts[i], len);
		pos += len;
	}
	return pos;
}
