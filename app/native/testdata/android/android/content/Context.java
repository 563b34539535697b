package android.content;

import android.app.NotificationManager;

public abstract class Context {
	public Object getSystemService(String name) { return name.equals("notification") ? new NotificationManager() : null; }
}
