#include "run/earlier_runs.h"

#include <string.h>
#include <unistd.h>

uint32_t
psi_run_earlier(const struct psi_run *run, uint32_t number)
{
	const struct psi_run_journal *journal = &run->journal;
	uint32_t found = 0;

	for (size_t i = 0; i < journal->num; i++) {
		const struct psi_run_entry *entry = &journal->entries[i];
		struct psi_run_path path;

		if (strcmp(entry->step, "end") != 0 || entry->run >= number ||
		    entry->run <= found)
			continue;
		(void)psi_run_path(&path, run, "results/%u/pairs.csv",
		    (unsigned int)entry->run);
		if (access(path.text, R_OK) == 0)
			found = entry->run;
	}
	return found;
}
