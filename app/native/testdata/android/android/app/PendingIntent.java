package android.app;

import android.content.Context;
import android.content.Intent;

public final class PendingIntent {
	String what;

	public static PendingIntent getActivity(Context ctx, int code, Intent intent, int flags) {
		if (android.os.Build.VERSION.SDK_INT >= 31 && (flags & 0x06000000) == 0) {
			throw new IllegalArgumentException("neither mutable nor immutable");
		}
		PendingIntent p = new PendingIntent();
		p.what = "opens " + intent.getDataString();
		return p;
	}
}
