#include "agree/suffix_published.h"

#include <stddef.h>
#include <string.h>

/* public_suffix_list.dat of the package publicsuffix, as the archives of Debian
 * and Ubuntu have it; the day is that of the package's version. */
static const struct psi_suffix_published lists[] = {
	{ "bc6c9dee97adf1a517a41c171bdc8f081ce3d464cdcdd3f3ae859d2d6a71ec82",
	    "2022-08-11", "Debian 11" },
	{ "87d2e11f3602b504fc5dbea9218429a4ce3c0f62aa6ce7a1371024add024baed",
	    "2023-02-09", "Debian 12" },
	{ "d3959e27d9273f84db15b7af807702a69a1b7e658ff4cd7cb35ebca0de49460b",
	    "2025-03-28", "Debian 13" },
	{ "af164c409f0cd32d9014f0a18aa5115e694db737c44337ca173a21d36308cab1",
	    "2021-12-07", "Ubuntu 22.04" },
	{ "02074b85e6f1454055b82aa7812bcea05f6afd9076e9a60ae1eb30ad61a26881",
	    "2023-10-01", "Ubuntu 24.04" },
	{ "f3604fee29f4a2234547ca068da1e4c6a1c480418f1c418d4b4040633be501b4",
	    "2026-01-29", "Ubuntu 26.04" },
};

const struct psi_suffix_published *
psi_suffix_published(const char *digest)
{
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (strcmp(lists[i].digest, digest) == 0)
			return &lists[i];
	return NULL;
}
