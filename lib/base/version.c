#include "psi/version.h"

const char *
psi_version(void)
{
	return PSI_VERSION;
}
