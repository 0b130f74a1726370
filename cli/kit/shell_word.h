/* Words of a command that a message shows, so that it can be copied into a
 * shell. */
#ifndef PSI_CLI_SHELL_WORD_H
#define PSI_CLI_SHELL_WORD_H

/*
 * The word as the shell takes it: as it is where it has nothing that the shell
 * would change, else in quotes, double ones where they do; behind "./" where it begins with "-".
 * Static: the last eight results stay. What is too long is shown unquoted.
 */
const char *psi_shell_word(const char *word);

#endif
