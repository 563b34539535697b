package android.app;

public class NotificationManager {
	public static boolean enabled, broken;

	private void work() {
		if (broken) {
			throw new SecurityException("as some makers of phones have it");
		}
	}

	public boolean areNotificationsEnabled() { work(); return enabled; }
	public void notify(String tag, int id, Notification n) { work(); Activity.told.append("show ").append(tag).append(" ").append(id).append(" ").append(n.what).append(";"); }
	public void cancel(String tag, int id) { work(); Activity.told.append("cancel ").append(tag).append(" ").append(id).append(";"); }
	public void createNotificationChannel(NotificationChannel channel) { work(); Activity.told.append("channel ").append(channel.what).append(";"); }
}
