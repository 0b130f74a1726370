#include "step/session_options.h"

#include <string.h>

#include "kit/tool.h"

static bool
has_option(const struct psi_cli *cli, const char *name)
{
	for (const struct psi_opt *o = cli->tool->options; o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

/* NULL too where the tool has no such option. */
static const char *
text_of(const struct psi_cli *cli, const char *name)
{
	return has_option(cli, name) ? psi_cli_text(cli, name) : NULL;
}

int
psi_session_options_read(struct psi_session_where *where,
    const struct psi_cli *cli, struct psi_error *err)
{
	int rc;

	if (has_option(cli, "jobs") &&
	    (rc = psi_cli_jobs(cli, &where->jobs, err)) != 0)
		return rc;
	if ((rc = psi_cli_need(cli, "session", err)) != 0)
		return rc;
	where->session = psi_cli_text(cli, "session");
	where->agreement = text_of(cli, "agreement");
	where->identity = text_of(cli, "identity");
	where->passphrase_file = text_of(cli, "passphrase-file");
	return 0;
}

int
psi_session_options_open(struct psi_session_tool *tool,
    const struct psi_cli *cli, unsigned int flags, struct psi_error *err)
{
	struct psi_session_where where = PSI_SESSION_WHERE_INIT;
	int rc = psi_session_options_read(&where, cli, err);

	return rc != 0 ? rc : psi_session_tool_open(tool, &where, flags, err);
}
