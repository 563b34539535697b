package envelope

// FieldError says which field of a profile is wrong. errors.Is finds ErrProfile
// in it, and what Err wraps.
type FieldError struct {
	Path string // such as "publish_keys[0]"
	Err  error
}

func (e *FieldError) Error() string { return ErrProfile.Error() + ": " + e.Path + ": " + e.Err.Error() }

// Unwrap lets errors.Is find both.
func (e *FieldError) Unwrap() []error { return []error{ErrProfile, e.Err} }
