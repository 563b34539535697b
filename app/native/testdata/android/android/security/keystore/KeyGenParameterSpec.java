package android.security.keystore;

import java.security.spec.AlgorithmParameterSpec;

public final class KeyGenParameterSpec implements AlgorithmParameterSpec {
	public String alias, modes = "", paddings = "";
	public int purposes, size;

	@Override public String toString() { return purposes + " " + modes + " " + paddings + " " + size; }

	public static final class Builder {
		private final KeyGenParameterSpec spec = new KeyGenParameterSpec();

		public Builder(String alias, int purposes) {
			if (alias.isEmpty()) {
				throw new IllegalArgumentException("alias");
			}
			spec.alias = alias;
			spec.purposes = purposes;
		}

		public Builder setBlockModes(String... modes) { spec.modes = String.join(",", modes); return this; }
		public Builder setEncryptionPaddings(String... paddings) { spec.paddings = String.join(",", paddings); return this; }
		public Builder setKeySize(int size) { spec.size = size; return this; }
		public KeyGenParameterSpec build() { return spec; }
	}
}
