#include "list/account_entity.h"

#include "list/directory.h"

static int
put_hit(struct psi_making *making, const struct psi_directory_hit *hit,
    struct psi_error *err)
{
	struct psi_event event =
	    psi_making_event(making, PSI_EVENT_IN_DIRECTORY);
	int rc = 0;

	if (hit->entity.len > 0) {
		event.value = hit->entity;
		rc = psi_tell(&making->maker->listener, &event, err);
		if (rc == 0)
			rc = psi_making_put(
			    making, PSI_KEY_ENTITY, hit->entity, NULL, err);
	}
	/* No domain and no LEI, which a family is too, is written like this. */
	if (rc == 0 && hit->top.len > 0)
		rc = psi_making_put(
		    making, PSI_KEY_FAMILY, hit->top, "directory", err);
	return rc;
}

int
psi_making_entity(struct psi_making *making, struct psi_error *err)
{
	const struct psi_accounts *accounts = making->accounts;
	struct psi_keylist *keys = &making->maker->keys;
	const struct psi_cell none = { NULL, 0 };
	struct psi_directory_hit hit;
	int rc = 0;

	if (accounts->config.directory == NULL)
		return 0;
	psi_directory_find(
	    accounts->config.directory, &hit, keys, making->country);
	if (hit.ambiguous)
		rc = psi_making_note(making, PSI_REJECT_DIRECTORY, none, err);
	if (rc == 0)
		rc = put_hit(making, &hit, err);
	if (rc == 0)
		psi_keylist_settle(keys);
	return rc;
}
