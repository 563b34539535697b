package android.content;

import android.net.Uri;

public class Intent {
	private final int flags;
	private String data;

	public Intent(int flags, String data) {
		this.flags = flags;
		this.data = data;
	}

	public int getFlags() { return flags; }
	public String getDataString() { return data; }
	public Intent setData(Uri data) { this.data = data == null ? null : data.toString(); return this; }
}
