#include "kit/memory_option.h"

#include <unistd.h>

#include "kit/diag.h"
#include "kit/tool.h"

/* Where the system does not say what it has. */
#define MEMORY_UNKNOWN ((uint64_t)4 << 30)

uint64_t
psi_memory_default(void)
{
	long pages = sysconf(_SC_PHYS_PAGES);
	long page = sysconf(_SC_PAGESIZE);

	if (pages <= 0 || page <= 0)
		return MEMORY_UNKNOWN / 4;
	return (uint64_t)pages * (uint64_t)page / 4;
}

int
psi_memory_option(
    const struct psi_cli *cli, uint64_t *bytes, struct psi_error *err)
{
	const char *text = psi_cli_text(cli, "memory");

	*bytes = psi_memory_default();
	if (text == NULL)
		return 0;
	if (!psi_opt_parse_size(bytes, text) || *bytes < PSI_MEMORY_BYTES_MIN)
		return psi_usage(err,
		    "--memory takes a size from 64K, such as 500M or 2G, not "
		    "'%s'",
		    text);
	return 0;
}
