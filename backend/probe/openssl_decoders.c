/* To decode the public key of a certificate, OpenSSL 3.0 asks each of some eighty decoders (PEM,
 * PVK, MSBLOB, PKCS#8, …) whether it could, anew for every certificate: 35 % of the instructions of
 * a whole handshake with verification. Here the default provider is put behind one of our own that
 * answers as it does, but knows only the dozen decoders that read a SubjectPublicKeyInfo from DER.
 * Nothing else is needed where certificates are met and private keys never are. From 3.2 on OpenSSL
 * remembers what it found, and is left alone.
 *
 * The default provider itself lives in a library context of its own; its algorithms get its own
 * provider context, which ours hands out as if it were ours. All calls used are public
 * (provider-base(7)). */
#include "probe/openssl_decoders.h"

#include "base/log.h"

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include <stdbool.h>

enum { DECODERS_MAX = 32 };

static struct {
	OSSL_PROVIDER *behind;
	OSSL_ALGORITHM decoders[DECODERS_MAX]; /* ended by an empty one */
} lean;

static bool
reads_public_keys(const OSSL_ALGORITHM *a)
{
	return strstr(a->property_definition, "input=der") &&
	       strstr(a->property_definition, "structure=SubjectPublicKeyInfo");
}

static bool
collect_decoders(void)
{
	int no_cache = 0;
	size_t count = 0;
	const OSSL_ALGORITHM *a;

	a = OSSL_PROVIDER_query_operation(lean.behind, OSSL_OP_DECODER, &no_cache);
	for (; a && a->algorithm_names && count < DECODERS_MAX - 1; a++)
		if (reads_public_keys(a))
			lean.decoders[count++] = *a;
	return count > 0 && !no_cache;
}

static const OSSL_ALGORITHM *
query(void *provider, int operation, int *no_cache)
{
	(void)provider;
	if (operation != OSSL_OP_DECODER)
		return OSSL_PROVIDER_query_operation(lean.behind, operation, no_cache);
	*no_cache = 0;
	return lean.decoders;
}

static int
get_capabilities(void *provider, const char *capability, OSSL_CALLBACK *each, void *arg)
{
	(void)provider;
	return OSSL_PROVIDER_get_capabilities(lean.behind, capability, each, arg);
}

static int
get_params(void *provider, OSSL_PARAM params[])
{
	(void)provider;
	return OSSL_PROVIDER_get_params(lean.behind, params);
}

static int
provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out,
    void **context)
{
	static const OSSL_DISPATCH dispatch[] = {
	    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
	    {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))get_capabilities},
	    {OSSL_FUNC_PROVIDER_GET_PARAMS, (void (*)(void))get_params},
	    {0, NULL},
	};

	(void)handle;
	(void)in;
	*out = dispatch;
	*context = OSSL_PROVIDER_get0_provider_ctx(lean.behind);
	return 1;
}

void
openssl_decoders_only_keys(void)
{
	OSSL_LIB_CTX *apart;

	if (OPENSSL_version_major() != 3 || OPENSSL_version_minor() >= 2)
		return;
	apart = OSSL_LIB_CTX_new();
	lean.behind = apart ? OSSL_PROVIDER_load(apart, "default") : NULL;
	if (!lean.behind || !collect_decoders() ||
	    OSSL_PROVIDER_add_builtin(NULL, "caduca-lean", provider_init) != 1 ||
	    !OSSL_PROVIDER_load(NULL, "caduca-lean"))
		log_warning(
		    "OpenSSL could not be made lean: %s", ERR_reason_error_string(ERR_get_error()));
	ERR_clear_error();
}
