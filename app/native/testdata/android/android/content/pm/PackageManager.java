package android.content.pm;

import android.content.Intent;

public class PackageManager {
	public Intent getLaunchIntentForPackage(String name) { return name.equals("our.app") ? new Intent(0, "our.app's launcher") : null; }
}
