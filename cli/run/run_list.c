#include "run/run_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/own_accounts.h"

void
psi_run_suffixes_path(struct psi_run_path *out, const struct psi_run *run)
{
	(void)snprintf(out->text, sizeof out->text, "%.*s.psl",
	    (int)(sizeof out->text - 8), run->settings.agreement);
}

int
psi_run_list_open(const struct psi_run *run, uint32_t number,
    struct psi_step_list *list, struct psi_error *err)
{
	const struct psi_run_settings *settings = &run->settings;
	struct psi_run_lists *lists = calloc(1, sizeof *lists);
	struct psi_run_path suffixes;
	int rc;

	if (lists == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	list->paths = lists;
	psi_run_lists_find(lists, run, number);
	psi_run_suffixes_path(&suffixes, run);
	rc = psi_step_list_open(list, &lists->paths,
	    access(suffixes.text, R_OK) == 0 ? suffixes.text : NULL, err);
	list->list.encoding = settings->encoding;
	list->list.maps = settings->map.word;
	list->list.num_maps = settings->map.num;
	list->list.currency =
	    settings->currency == NULL ? "" : settings->currency;
	if (settings->delimiter != NULL)
		list->list.delimiter = strcmp(settings->delimiter, "tab") == 0
		    ? '\t'
		    : settings->delimiter[0];
	return rc;
}
