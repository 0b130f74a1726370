#include "psi/matches.h"
#include "psi/share.h"

int
psi_session_options_init(struct psi_session_options *out, uint32_t version)
{
	static const struct psi_session_options fresh =
	    PSI_SESSION_OPTIONS_INIT;

	if (version != PSI_SESSION_OPTIONS_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_blind_options_init(struct psi_blind_options *out, uint32_t version)
{
	static const struct psi_blind_options fresh = PSI_BLIND_OPTIONS_INIT;

	if (version != PSI_BLIND_OPTIONS_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_matches_options_init(struct psi_matches_options *out, uint32_t version)
{
	static const struct psi_matches_options fresh =
	    PSI_MATCHES_OPTIONS_INIT;

	if (version != PSI_MATCHES_OPTIONS_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_session_status_init(struct psi_session_status *out, uint32_t version)
{
	static const struct psi_session_status fresh = PSI_SESSION_STATUS_INIT;

	if (version != PSI_SESSION_STATUS_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_share_list_init(struct psi_share_list *out, uint32_t version)
{
	static const struct psi_share_list fresh = PSI_SHARE_LIST_INIT;

	if (version != PSI_SHARE_LIST_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_share_report_init(struct psi_share_report *out, uint32_t version)
{
	static const struct psi_share_report fresh = PSI_SHARE_REPORT_INIT;

	if (version != PSI_SHARE_REPORT_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}
