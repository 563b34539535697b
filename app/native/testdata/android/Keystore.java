import android.security.keystore.KeyGenParameterSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.TreeMap;
import javax.crypto.KeyGenerator;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;

/** A provider by the name of Android's. Its keys are made, and used, by the crypto of Java. */
public class Keystore extends Provider {
	static final TreeMap<String, SecretKey> keys = new TreeMap<>();

	public Keystore() {
		super("AndroidKeyStore", "1", "stand-in");
		put("KeyStore.AndroidKeyStore", Store.class.getName());
		put("KeyGenerator.AES", Generator.class.getName());
	}

	public static class Generator extends KeyGeneratorSpi {
		private KeyGenParameterSpec spec;

		@Override protected void engineInit(SecureRandom random) { throw new IllegalStateException("without a specification"); }
		@Override protected void engineInit(int size, SecureRandom random) { throw new IllegalStateException("without a specification"); }

		@Override protected void engineInit(AlgorithmParameterSpec given, SecureRandom random) throws InvalidAlgorithmParameterException {
			spec = (KeyGenParameterSpec) given;
			if (spec.purposes != 3 || !spec.modes.equals("GCM") || !spec.paddings.equals("NoPadding") || spec.size != 256) {
				throw new InvalidAlgorithmParameterException(spec.toString());
			}
		}

		@Override protected SecretKey engineGenerateKey() {
			try {
				KeyGenerator g = KeyGenerator.getInstance("AES", "SunJCE");
				g.init(spec.size);
				SecretKey key = g.generateKey();
				keys.put(spec.alias, key);
				return key;
			} catch (Exception e) {
				throw new IllegalStateException(e);
			}
		}
	}

	public static class Store extends KeyStoreSpi {
		private boolean loaded;

		@Override public void engineLoad(KeyStore.LoadStoreParameter p) { loaded = p == null; }
		@Override public Key engineGetKey(String alias, char[] password) {
			if (!loaded) {
				throw new IllegalStateException("not loaded");
			}
			return keys.get(alias);
		}

		@Override public void engineLoad(InputStream in, char[] password) { loaded = true; }
		@Override public void engineStore(OutputStream out, char[] password) { }
		@Override public Certificate[] engineGetCertificateChain(String alias) { return null; }
		@Override public Certificate engineGetCertificate(String alias) { return null; }
		@Override public Date engineGetCreationDate(String alias) { return null; }
		@Override public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) { }
		@Override public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) { }
		@Override public void engineSetCertificateEntry(String alias, Certificate cert) { }
		@Override public void engineDeleteEntry(String alias) { keys.remove(alias); }
		@Override public Enumeration<String> engineAliases() { return Collections.enumeration(keys.keySet()); }
		@Override public boolean engineContainsAlias(String alias) { return keys.containsKey(alias); }
		@Override public int engineSize() { return keys.size(); }
		@Override public boolean engineIsKeyEntry(String alias) { return true; }
		@Override public boolean engineIsCertificateEntry(String alias) { return false; }
		@Override public String engineGetCertificateAlias(Certificate cert) { return null; }
	}
}
