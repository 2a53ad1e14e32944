/* To decode the public key of a certificate, OpenSSL 3.0 builds a chain of decoders anew for every
 * certificate, out of all algorithms that its providers have (PEM, PVK, MSBLOB, PKCS#8, …): with a
 * chain of two certificates that is 43 % of the instructions of a whole handshake with verification.
 *
 * Before that it asks whether an engine has methods for the type of the key (x509_pubkey_decode), so
 * that engines go on working, and then reads the key by the type's own ASN.1 method, as OpenSSL
 * 1.1.1 did. So an engine is registered here that has methods for RSA and EC keys, and these are
 * copies of OpenSSL's own: same arithmetic, no search. Other types (RSA-PSS, DSA, Ed25519, …) are
 * rare and take the long way. From 3.2 on OpenSSL remembers the decoders that it found, and is left
 * alone. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "probe/public_keys.h"

#include <openssl/opensslv.h>

#if OPENSSL_VERSION_MAJOR == 3 && OPENSSL_VERSION_MINOR < 2 && !defined(OPENSSL_NO_ENGINE)

#include "base/log.h"

#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <stdbool.h>

static const int key_types[] = {EVP_PKEY_RSA, EVP_PKEY_EC};

enum { KEY_TYPE_COUNT = sizeof(key_types) / sizeof(key_types[0]) };

static EVP_PKEY_METHOD *methods[KEY_TYPE_COUNT]; /* the engine's, which frees them */

/* ENGINE_PKEY_METHS_PTR: without a place for a method it asks which types there are. */
static int
method_find(ENGINE *e, EVP_PKEY_METHOD **method, const int **types, int type)
{
	(void)e;
	if (!method) {
		*types = key_types;
		return KEY_TYPE_COUNT;
	}
	*method = NULL;
	for (int i = 0; i < KEY_TYPE_COUNT; i++)
		if (key_types[i] == type)
			*method = methods[i];
	return *method != NULL;
}

static bool
methods_copy(void)
{
	for (int i = 0; i < KEY_TYPE_COUNT; i++) {
		const EVP_PKEY_METHOD *own = EVP_PKEY_meth_find(key_types[i]);
		int flags = 0;

		if (!own)
			return false;
		EVP_PKEY_meth_get0_info(NULL, &flags, own);
		methods[i] = EVP_PKEY_meth_new(key_types[i], flags);
		if (!methods[i])
			return false;
		EVP_PKEY_meth_copy(methods[i], own);
	}
	return true;
}

void
public_keys_read_directly(void)
{
	static ENGINE
	    *engine; /* being registered keeps no reference: ours lasts as long as we do */

	/* The library that is loaded may be newer than the headers. */
	if (engine || OPENSSL_version_major() != 3 || OPENSSL_version_minor() >= 2)
		return;
	engine = ENGINE_new();
	if (!engine || !methods_copy() || ENGINE_set_id(engine, "caduca") != 1 ||
	    ENGINE_set_name(engine, "OpenSSL's own methods for public keys") != 1 ||
	    ENGINE_set_pkey_meths(engine, method_find) != 1 ||
	    ENGINE_register_pkey_meths(engine) != 1)
		log_warning("public keys are read the slow way: %s",
		    ERR_reason_error_string(ERR_get_error()));
	ERR_clear_error();
}

#else

void
public_keys_read_directly(void)
{
}

#endif
