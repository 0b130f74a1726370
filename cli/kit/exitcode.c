#include "kit/exitcode.h"

static const struct psi_exit_line table[] = {
	{ PSI_EXIT_OK, "success (an empty intersection is a success)" },
	{ PSI_EXIT_SYSTEM, "the system failed: reading, writing or memory" },
	{ PSI_EXIT_USAGE, "the command line is wrong" },
	{ PSI_EXIT_INPUT, "one's own input is bad" },
	{ PSI_EXIT_PARTNER, "the partner's file is bad" },
	{ PSI_EXIT_AGREEMENT, "refused by the agreement" },
	{ PSI_EXIT_STATE, "wrong step, or wrong state of the session" },
};

const struct psi_exit_line *
psi_exit_table(size_t *num)
{
	*num = sizeof table / sizeof table[0];
	return table;
}

int
psi_exit_status(int code)
{
	if (code <= PSI_CLI_TOLD(0) && code >= PSI_CLI_TOLD(PSI_EXIT_STATE))
		return PSI_CLI_TOLD(0) - code;
	switch (code) {
	case 0:
		return PSI_EXIT_OK;
	case PSI_CLI_USAGE:
	case PSI_E_EXISTS:
		return PSI_EXIT_USAGE;
	case PSI_E_INPUT:
	case PSI_E_PASSPHRASE:
		return PSI_EXIT_INPUT;
	case PSI_E_GRAMMAR:
	case PSI_E_LIMIT:
	case PSI_E_DIGEST:
	case PSI_E_SIGNATURE:
	case PSI_E_MISMATCH:
	case PSI_E_ORDER:
	case PSI_E_ELEMENT:
	case PSI_E_PROOF:
	case PSI_E_SEAL:
		return PSI_EXIT_PARTNER;
	case PSI_E_AGREEMENT:
		return PSI_EXIT_AGREEMENT;
	case PSI_CLI_CHANGES:
		return PSI_EXIT_CHANGES;
	case PSI_E_ABSENT:
	case PSI_E_STATE:
		return PSI_EXIT_STATE;
	default:
		/* PSI_E_ARG too: a tool that hands the library nonsense has
		 * a defect, and its user did nothing wrong. */
		return PSI_EXIT_SYSTEM;
	}
}
