package android.content;

import android.app.NotificationManager;
import android.content.pm.PackageManager;

public abstract class Context {
	public String getPackageName() { return "our.app"; }
	public PackageManager getPackageManager() { return new PackageManager(); }
	public Object getSystemService(String name) { return name.equals("notification") ? new NotificationManager() : null; }
}
