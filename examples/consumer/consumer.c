/* The smallest program that uses an installed libpsi. */
#include <stdio.h>
#include <string.h>

#include <psi/error.h>

int
main(void)
{
	const char *name = psi_error_name(PSI_E_PROOF);

	printf("libpsi names its errors: %s\n", name);
	return strcmp(name, "PSI_E_PROOF") == 0 ? 0 : 1;
}
