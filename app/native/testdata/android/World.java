import android.app.Activity;
import android.app.NotificationManager;
import android.content.Intent;
import android.os.Build;
import java.security.Security;

/** What the tests tell the stand-ins, and what these have been told. */
public class World {
	/** One command, its words separated by blanks. */
	public static String say(String what) {
		String[] words = what.split(" ", 2);
		String rest = words.length > 1 ? words[1] : "";
		switch (words[0]) {
		case "sdk":
			Build.VERSION.SDK_INT = Integer.parseInt(rest);
			return "";
		case "intent": // flags, then the data
			String[] parts = rest.split(" ", 2);
			Activity.intent = rest.isEmpty() ? null : new Intent(Integer.parseInt(parts[0]), parts.length > 1 ? parts[1] : null);
			return "";
		case "enabled":
			NotificationManager.enabled = Boolean.parseBoolean(rest);
			return "";
		case "broken": // the next call of the manager throws
			NotificationManager.broken = Boolean.parseBoolean(rest);
			return "";
		case "told":
			String told = Activity.told.toString();
			Activity.told.setLength(0);
			return told;
		case "keystore": // there, empty; or gone
			Security.removeProvider("AndroidKeyStore");
			Keystore.keys.clear();
			if (rest.equals("there")) {
				Security.addProvider(new Keystore());
			}
			return "";
		case "keys":
			return String.join(" ", Keystore.keys.keySet());
		}
		throw new IllegalArgumentException(what);
	}
}
