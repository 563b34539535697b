package android.app;

public class NotificationManager {
	public static boolean enabled, broken;

	private void work() {
		if (broken) {
			throw new SecurityException("as some makers of phones have it");
		}
	}

	public boolean areNotificationsEnabled() { work(); return enabled; }
	public void createNotificationChannel(NotificationChannel channel) { work(); Activity.told.append("channel ").append(channel.what).append(";"); }
}
