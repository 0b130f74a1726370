#include "step/share_options.h"

#include <stdlib.h>
#include <string.h>

#include "table/tablefile.h"
#include "kit/tool.h"

static int
read_currency(
    const char **out, const struct psi_cli *cli, struct psi_error *err)
{
	const char *code = psi_cli_text(cli, "currency");

	if (strlen(code) != 3 ||
	    strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
		return psi_usage(err,
		    "--currency takes a code in three capital letters, such as "
		    "EUR");
	*out = code;
	return 0;
}

int
psi_share_options_open(struct psi_step_list *list, const char ***maps,
    const struct psi_cli *cli, struct psi_error *err)
{
	static const char *const names[] = { "map", "encoding", "delimiter",
		"currency", "suffix-list", "sheet" };
	size_t num = psi_cli_count(cli, "map");
	struct psi_tablefile_paths paths;
	int rc;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (psi_cli_given(cli, names[i]) &&
		    (rc = psi_cli_need(cli, "accounts", err)) != 0)
			return rc;
	if ((rc = psi_cli_delimiter(cli, &list->list.delimiter, err)) != 0)
		return rc;
	*maps = calloc(num + 1, sizeof **maps);
	if (*maps == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; i < num; i++)
		(*maps)[i] = psi_cli_nth(cli, "map", i);
	list->list.maps = *maps;
	list->list.num_maps = num;
	list->list.encoding = psi_cli_text(cli, "encoding");
	psi_tablefile_options(psi_cli_text(cli, "sheet"),
	    psi_cli_given(cli, "encoding") || psi_cli_given(cli, "delimiter"));
	if (psi_cli_given(cli, "currency") &&
	    (rc = read_currency(&list->list.currency, cli, err)) != 0)
		return rc;
	if ((rc = psi_tablefile_paths_read(&paths, cli, "accounts", err)) !=
		0 ||
	    paths.num == 0)
		return rc;
	return psi_step_list_open(
	    list, &paths, psi_cli_text(cli, "suffix-list"), err);
}
