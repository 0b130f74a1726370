#include "normal/name_keys.h"

const char *
psi_name_key_type(enum psi_name_kind kind)
{
	switch (kind) {
	case PSI_NAME_STRICT:
		return "name";
	case PSI_NAME_LOOSE:
	case PSI_NAME_JOINED:
		return "loose";
	case PSI_NAME_CORE:
		return "core";
	case PSI_NAME_LABEL:
		break;
	}
	return "label";
}
