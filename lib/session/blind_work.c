#include "session/blind_work.h"

#include "group/batch.h"
#include "session/blind_message.h"

int
psi_blind_work_message(const struct psi_blind_work *work, struct psi_buf *out,
    const char *key, size_t key_len, struct psi_error *err)
{
	if (work->results != NULL)
		return 0;
	if (work->inputs != NULL)
		return psi_blind_record(out, key, key_len, err);
	return psi_blind_message(out, work->agreement, key, key_len, err);
}

int
psi_blind_work_elements(const struct psi_blind_work *work, uint8_t *out,
    const struct psi_message *message, size_t num, struct psi_error *err)
{
	if (work->scalar == NULL)
		return 0;
	return psi_batch_hash_mul(
	    work->suite, out, message, num, work->scalar, NULL, err);
}

int
psi_blind_work_pass(const struct psi_blind_work *work, uint8_t *out,
    const struct psi_message *message, size_t num, struct psi_error *err)
{
	int rc = 0;

	if (work->results != NULL)
		return psi_task_results_read(
		    work->results, out, num * work->suite->element_bytes, err);
	if (work->inputs == NULL)
		return 0;
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_task_inputs_add(
		    work->inputs, message[i].data, message[i].len, 1, err);
	return rc;
}
