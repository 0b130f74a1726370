#include "table/partnerfile.h"

#include <stdbool.h>
#include <string.h>

#include "kit/diag.h"

struct seen {
	const char *first;
	const char *what;
	const char *hint;
};

static const char unpack[] = "unpack it, and give the file in it";
static const char again[] = "save the attachment itself without opening it, or "
			    "ask your partner to send it in a zip archive";

/* By how they begin; base64 is that of "record,value". */
static const struct seen changed[] = {
	{ "\x1f\x8b", "a gzip archive", unpack },
	{ "PK\x03\x04", "a zip archive, or a workbook", unpack },
	{ "7z\xbc\xaf", "a 7z archive", unpack },
	{ "\xff\xfe", "a file that another program saved as UTF-16", again },
	{ "\xfe\xff", "a file that another program saved as UTF-16", again },
	{ "record;value", "a file that another program saved with semicolons",
	    again },
	{ "record\tvalue", "a file that another program saved with tabs",
	    again },
	{ ">", "a file that was quoted in a mail", again },
	{ "cmVjb3JkLHZhbHVl", "a file in base64, as mail carries it",
	    "decode it with 'base64 -d', or save the attachment itself" },
	{ "<", "a web page or an HTML mail", again },
	{ "Content-Type:", "a whole mail", again },
	{ "MIME-Version:", "a whole mail", again },
	{ "Received:", "a whole mail", again },
	{ "account,population,type,value",
	    "a keys file, which no partner sends",
	    "psi-blind takes it; give the file of your partner" },
	{ "term,value", "an agreement",
	    "'psi-agree show' prints it; give the file of your partner" },
	{ "psi1", "a public identity",
	    "'psi-agree propose --partner' takes it" },
};

/* The second line of an exchanged file says its kind. */
static const struct {
	struct seen seen;
	enum psi_partnerfile_use use;
} kinds[] = {
	{ { "record,value\nfile,blinded/", "a blinded file",
	      "your partner's goes to psi-exchange, your own to your partner" },
	    PSI_FOR_EXCHANGE },
	{ { "record,value\nfile,evaluated/", "an answer, with every row",
	      "your partner's goes to psi-reveal, your own to your partner" },
	    PSI_FOR_REVEAL },
	{ { "record,value\nfile,answer/", "an answer of the matches alone",
	      "your partner's goes to psi-reveal, your own to your partner" },
	    PSI_FOR_REVEAL },
	{ { "record,value\nfile,shared/", "a file of what is shared of pairs",
	      "your partner's goes to psi-join, your own to your partner" },
	    PSI_FOR_JOIN },
};

static bool
begins(const struct psi_infile *in, const struct seen *seen)
{
	size_t len = strlen(seen->first);

	return in->len >= len && memcmp(in->buf, seen->first, len) == 0;
}

static int
refuse(const struct seen *seen, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_GRAMMAR, "this is %s", seen->what);
	psi_error_hint(err, "%s", seen->hint);
	return PSI_E_GRAMMAR;
}

static int
look(struct psi_infile *in, enum psi_partnerfile_use use, struct psi_error *err)
{
	for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++)
		if (begins(in, &changed[i]))
			return refuse(&changed[i], err);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].use != use && begins(in, &kinds[i].seen))
			return refuse(&kinds[i].seen, err);
	return 0;
}

static int
look_for_exchange(struct psi_infile *in, struct psi_error *err)
{
	return look(in, PSI_FOR_EXCHANGE, err);
}

static int
look_for_reveal(struct psi_infile *in, struct psi_error *err)
{
	return look(in, PSI_FOR_REVEAL, err);
}

static int
look_for_join(struct psi_infile *in, struct psi_error *err)
{
	return look(in, PSI_FOR_JOIN, err);
}

int
psi_partnerfile_open(struct psi_infile *in, const char *path,
    enum psi_partnerfile_use use, struct psi_error *err)
{
	int rc = psi_infile_open(in, path, err);

	if (rc == 0)
		in->look = use == PSI_FOR_EXCHANGE ? look_for_exchange
		    : use == PSI_FOR_REVEAL        ? look_for_reveal
						   : look_for_join;
	return rc;
}
