package android.app;

import android.content.Context;
import android.content.Intent;

public class Activity extends Context {
	public static Intent intent;
	public static final StringBuilder told = new StringBuilder();

	public Intent getIntent() { return intent; }
	public final void requestPermissions(String[] permissions, int code) { told.append("ask ").append(String.join(",", permissions)).append(";"); }
}
