/*
 * Commands of the person who wrote settings.csv: transports, the source of the
 * list, what is told on a change. They are programs with arguments; a shell is
 * asked for by the word "shell" in the first place, and then gets the text in
 * the second, with the file as "$1".
 *
 * A command runs in a process group of its own with nothing of ours open, an
 * environment of PATH, HOME, LANG and what `pass-environment` names, and a
 * time limit, after which the whole group is ended; it is ended with psi-run
 * too.
 */
#ifndef PSI_CLI_RUN_HOOK_H
#define PSI_CLI_RUN_HOOK_H

#include "psi/error.h"

#include "run/run.h"

struct psi_run_hook {
	/* What it is called in messages: the setting's name. */
	const char *name;
	const struct psi_run_words *command;
	/* For {file}, {inbox}, {owner}; NULL where it is not given. */
	const char *file;
	const char *inbox;
	const char *owner;
	/* Where standard output goes: a path, which is replaced; NULL to
	 * work/command.out, as standard error does. */
	const char *output;
};

/*
 * Run it to its end. Returns 0 where it exited with 0; PSI_E_IO, with the last
 * line that it said, where it did not, was ended, or could not be started;
 * PSI_E_INPUT for a placeholder that this command is not given; PSI_E_NOMEM.
 */
int psi_run_hook(const struct psi_run *run, const struct psi_run_hook *hook,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
