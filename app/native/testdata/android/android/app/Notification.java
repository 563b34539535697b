package android.app;

import android.content.Context;

public class Notification {
	public String what;

	public static abstract class Style {
		String what;
	}

	public static class BigTextStyle extends Style {
		public BigTextStyle bigText(CharSequence text) { what = "big " + text; return this; }
	}

	public static class Builder {
		private final StringBuilder what = new StringBuilder();

		public Builder(Context ctx, String channel) {
			if (android.os.Build.VERSION.SDK_INT < 26) {
				throw new NoSuchMethodError("not before 26");
			}
			what.append("channel ").append(channel).append("|");
		}

		public Builder(Context ctx) { what.append("old|"); }

		public Builder setPriority(int p) { what.append("priority ").append(p).append("|"); return this; }
		public Builder setDefaults(int d) { what.append("defaults ").append(d).append("|"); return this; }
		public Builder setSmallIcon(int icon) { what.append("icon ").append(icon).append("|"); return this; }
		public Builder setContentTitle(CharSequence title) { what.append(title).append("|"); return this; }
		public Builder setContentText(CharSequence text) { what.append(text).append("|"); return this; }
		public Builder setContentIntent(PendingIntent open) { what.append(open.what).append("|"); return this; }
		public Builder setAutoCancel(boolean on) { what.append("cancel ").append(on).append("|"); return this; }
		public Builder setOnlyAlertOnce(boolean on) { what.append("once ").append(on).append("|"); return this; }
		public Builder setStyle(Style style) { what.append(style.what).append("|"); return this; }
		public Notification build() {
			Notification n = new Notification();
			n.what = what.toString();
			return n;
		}
	}
}
