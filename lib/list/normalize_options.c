#include "psi/normalize.h"

int
psi_normalizer_config_init(struct psi_normalizer_config *out, uint32_t version)
{
	static const struct psi_normalizer_config fresh =
	    PSI_NORMALIZER_CONFIG_INIT;

	if (version != PSI_NORMALIZER_CONFIG_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_normalize_options_init(struct psi_normalize_options *out, uint32_t version)
{
	static const struct psi_normalize_options fresh =
	    PSI_NORMALIZE_OPTIONS_INIT;

	if (version != PSI_NORMALIZE_OPTIONS_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}
