package android.app;

public final class NotificationChannel {
	final String what;

	public NotificationChannel(String id, CharSequence name, int importance) { what = id + "," + name + "," + importance; }
}
