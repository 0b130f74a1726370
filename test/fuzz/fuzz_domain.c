/*
 * Web and e-mail addresses: a domain that comes out is lower-case ASCII with
 * a registrable part inside it, and comes out of itself again.
 */
#include "fuzz.h"

#include "normal/domain.h"
#include "normal/domain_lists.h"
#include "normal/suffixes.h"

static const char list[] = "// ===BEGIN ICANN DOMAINS===\n"
			   "com\nco.uk\nuk\nde\n*.ck\n!www.ck\n"
			   "\xe4\xb8\xad\xe5\x9b\xbd\n"
			   "// ===END ICANN DOMAINS===\n"
			   "// ===BEGIN PRIVATE DOMAINS===\n"
			   "github.io\n"
			   "// ===END PRIVATE DOMAINS===\n";
static struct psi_suffixes *suffixes;

static void
check_host(const struct psi_domain *domain)
{
	fuzz_check(domain->host_len <= PSI_HOST_BYTES_MAX);
	fuzz_check(strlen(domain->host) == domain->host_len);
	for (size_t i = 0; i < domain->host_len; i++) {
		char c = domain->host[i];

		fuzz_check((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '.' || c == '_');
	}
}

static void
check_domain(const struct psi_domain *domain)
{
	struct psi_domain again;
	const char *own = domain->host + domain->start;

	check_host(domain);
	fuzz_check(domain->start < domain->host_len);
	fuzz_check(
	    domain->start == 0 || domain->host[domain->start - 1] == '.');
	fuzz_check(psi_domain_label_len(domain) > 0);
	memset(&again, 0, sizeof again);
	if (psi_domain_parse(&again, suffixes, own, strlen(own)) ==
	    PSI_REJECT_NONE)
		fuzz_check(strcmp(again.host + again.start, own) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *cell = fuzz_copy(data, size);
	const char *part;
	size_t part_len;
	size_t pos = 0;
	size_t before = 0;

	if (suffixes == NULL)
		fuzz_check(psi_suffixes_new(&suffixes, (const uint8_t *)list,
			       sizeof list - 1, NULL) == 0);
	while (psi_domain_next(&pos, &part, &part_len, cell, size)) {
		struct psi_domain domain;

		fuzz_check(pos > before && pos <= size);
		fuzz_check(part >= cell && part + part_len <= cell + size);
		before = pos;
		memset(&domain, 0, sizeof domain);
		if (psi_domain_parse(&domain, suffixes, part, part_len) ==
		    PSI_REJECT_NONE)
			check_domain(&domain);
	}
	(void)psi_is_placeholder(cell, size);
	free(cell);
	return 0;
}
