/* A folder of its own for each test of a group, which runs in it. */
#ifndef TEST_SUPPORT_FOLDER_H
#define TEST_SUPPORT_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder_path[64];

static inline int
folder_enter(void **state)
{
	(void)state;
	(void)snprintf(folder_path, sizeof folder_path, "/tmp/psi-test-XXXXXX");
	return mkdtemp(folder_path) == NULL || chdir(folder_path) != 0 ? -1 : 0;
}

/* Remove it, with all that is in it. */
static inline int
folder_leave(void **state)
{
	int status = -1;
	pid_t pid;

	(void)state;
	if (chdir("/") != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		(void)execlp(
		    "rm", "rm", "-rf", "--", folder_path, (char *)NULL);
		_exit(127);
	}
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

#endif
