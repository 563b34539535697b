package notify

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"unsafe"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"
	"github.com/go-ole/go-ole"
	"golang.org/x/sys/windows"
)

// Interfaces of the Windows Runtime, from windows.ui.notifications.idl and
// windows.data.xml.dom.idl of the Windows SDK. The methods of an interface
// follow the six of IInspectable, so the first is number 6.
const (
	classXML     = "Windows.Data.Xml.Dom.XmlDocument"
	classToast   = "Windows.UI.Notifications.ToastNotification"
	classManager = "Windows.UI.Notifications.ToastNotificationManager"

	iidXMLDocument       = "{F7F3A506-1E87-42D6-BCFB-B8C809FA5494}"
	iidXMLDocumentIO     = "{6CD0E74E-EE65-4489-9EBF-CA43E87BA637}"
	iidToastFactory      = "{04124B20-82C6-4229-B109-FD9ED4662B53}"
	iidToast2            = "{9DFB9FD1-143A-490E-90BF-B9FBA7132DE7}"
	iidManagerStatics    = "{50AC103F-D235-4598-BBEF-98FE4D1A3AD4}"
	iidManagerStatics2   = "{7AB93C52-0E48-4750-BA9D-1A4113981847}"
	methodLoadXML        = 6  // IXmlDocumentIO.LoadXml(xml)
	methodCreateToast    = 6  // IToastNotificationFactory.CreateToastNotification(document, out)
	methodPutTag         = 6  // IToastNotification2.put_Tag(tag)
	methodPutGroup       = 8  // IToastNotification2.put_Group(group)
	methodPutSuppress    = 10 // IToastNotification2.put_SuppressPopup(bool)
	methodCreateNotifier = 7  // IToastNotificationManagerStatics.CreateToastNotifierWithId(id, out)
	methodShow           = 6  // IToastNotifier.Show(toast)
	methodGetHistory     = 6  // IToastNotificationManagerStatics2.get_History(out)
	methodRemoveGrouped  = 8  // IToastNotificationHistory.RemoveGroupedTagWithId(tag, group, id)
)

// toastGroup is the group of all our toasts; a tag is one of its members.
const toastGroup = "bokgu"

// elementNotFound is HRESULT_FROM_WIN32(ERROR_NOT_FOUND): there is no such toast.
const elementNotFound = 0x80070490

// multithreaded is RO_INIT_MULTITHREADED: the calls need no message loop.
const multithreaded = 1

// alreadySo is S_FALSE as RoInitialize says it: the thread had been prepared.
const alreadySo = 1

// startCOM prepares the calling thread, and tells COM of the object that Windows
// calls when a toast is clicked.
func startCOM() error {
	if err := ole.RoInitialize(multithreaded); err != nil {
		if e, ok := err.(*ole.OleError); !ok || e.Code() != alreadySo {
			return fmt.Errorf("RoInitialize: %w", err)
		}
	}
	return registerActivator()
}

var (
	comBase             = windows.NewLazySystemDLL("combase.dll")
	registerClassObject = comBase.NewProc("CoRegisterClassObject")
	registerOnce        sync.Once
	errRegister         error
)

// registerActivator does what wintoast.Push does before each toast, once.
func registerActivator() error {
	registerOnce.Do(func() {
		const multipleUse = 1 // REGCLS_MULTIPLEUSE
		var cookie uint32
		hr, _, _ := registerClassObject.Call(
			uintptr(unsafe.Pointer(wintoast.GUID_ImplNotificationActivationCallback)),
			uintptr(unsafe.Pointer(wintoast.ClassFactory)),
			uintptr(ole.CLSCTX_LOCAL_SERVER), multipleUse, uintptr(unsafe.Pointer(&cookie)),
		)
		if hr != ole.S_OK {
			errRegister = fmt.Errorf("CoRegisterClassObject: %w", ole.NewError(hr))
		}
	})
	return errRegister
}

// showToast shows a document in place of the toast with the same tag and group.
// Quiet puts it into the notification centre only.
func showToast(appID, document, tag, group string, quiet bool) error {
	toast, err := newToast(document)
	if err != nil {
		return err
	}
	defer toast.Release()
	toast2, err := toast.QueryInterface(ole.NewGUID(iidToast2))
	if err != nil {
		return fmt.Errorf("IToastNotification2: %w", err)
	}
	defer toast2.Release()
	if err := invokeStrings(&toast2.IUnknown, methodPutTag, tag); err != nil {
		return fmt.Errorf("put_Tag: %w", err)
	}
	if err := invokeStrings(&toast2.IUnknown, methodPutGroup, group); err != nil {
		return fmt.Errorf("put_Group: %w", err)
	}
	if quiet {
		if err := invoke(&toast2.IUnknown, methodPutSuppress, 1); err != nil {
			return fmt.Errorf("put_SuppressPopup: %w", err)
		}
	}
	manager, err := factory(classManager, iidManagerStatics)
	if err != nil {
		return err
	}
	defer manager.Release()
	id, err := ole.NewHString(appID)
	if err != nil {
		return fmt.Errorf("app id: %w", err)
	}
	defer deleteString(id)
	var notifier *ole.IUnknown
	if err := invoke(manager, methodCreateNotifier, uintptr(id), uintptr(unsafe.Pointer(&notifier))); err != nil {
		return fmt.Errorf("CreateToastNotifierWithId: %w", err)
	}
	defer notifier.Release()
	if err := invoke(notifier, methodShow, uintptr(unsafe.Pointer(toast))); err != nil {
		return fmt.Errorf("Show: %w", err)
	}
	return nil
}

// newToast makes a toast of an XML document.
func newToast(document string) (*ole.IUnknown, error) {
	object, err := ole.RoActivateInstance(classXML)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", classXML, err)
	}
	defer object.Release()
	io, err := object.QueryInterface(ole.NewGUID(iidXMLDocumentIO))
	if err != nil {
		return nil, fmt.Errorf("IXmlDocumentIO: %w", err)
	}
	defer io.Release()
	if err := invokeStrings(&io.IUnknown, methodLoadXML, document); err != nil {
		return nil, fmt.Errorf("LoadXml: %w", err)
	}
	content, err := object.QueryInterface(ole.NewGUID(iidXMLDocument))
	if err != nil {
		return nil, fmt.Errorf("IXmlDocument: %w", err)
	}
	defer content.Release()
	makes, err := factory(classToast, iidToastFactory)
	if err != nil {
		return nil, err
	}
	defer makes.Release()
	var toast *ole.IUnknown
	if err := invoke(makes, methodCreateToast, uintptr(unsafe.Pointer(content)), uintptr(unsafe.Pointer(&toast))); err != nil {
		return nil, fmt.Errorf("CreateToastNotification: %w", err)
	}
	return toast, nil
}

// removeToast takes a toast off the screen and out of the notification centre.
func removeToast(appID, tag, group string) error {
	manager, err := factory(classManager, iidManagerStatics2)
	if err != nil {
		return err
	}
	defer manager.Release()
	var history *ole.IUnknown
	if err := invoke(manager, methodGetHistory, uintptr(unsafe.Pointer(&history))); err != nil {
		return fmt.Errorf("get_History: %w", err)
	}
	defer history.Release()
	err = invokeStrings(history, methodRemoveGrouped, tag, group, appID)
	if e, ok := err.(*ole.OleError); ok && e.Code() == elementNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("RemoveGroupedTagWithId: %w", err)
	}
	return nil
}

func factory(class, iid string) (*ole.IUnknown, error) {
	f, err := ole.RoGetActivationFactory(class, ole.NewGUID(iid))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", class, err)
	}
	return &f.IUnknown, nil
}

// invoke calls a method of a COM object by its number in the object's table of
// functions. The directive keeps what args point to alive and in its place.
//
//go:uintptrescapes
func invoke(object *ole.IUnknown, method int, args ...uintptr) error {
	table := (*[16]uintptr)(unsafe.Pointer(object.RawVTable)) // no method here is beyond number 15
	hr, _, _ := syscall.SyscallN(table[method], append([]uintptr{uintptr(unsafe.Pointer(object))}, args...)...)
	runtime.KeepAlive(object)
	if hr != ole.S_OK {
		return ole.NewError(hr)
	}
	return nil
}

// invokeStrings is invoke with texts, which the method does not keep.
func invokeStrings(object *ole.IUnknown, method int, texts ...string) error {
	args := make([]uintptr, len(texts))
	for i, text := range texts {
		h, err := ole.NewHString(text)
		if err != nil {
			return err
		}
		defer deleteString(h)
		args[i] = uintptr(h)
	}
	return invoke(object, method, args...)
}

func deleteString(h ole.HString) {
	_ = ole.DeleteHString(h) // it never fails (WindowsDeleteString, remarks)
}
