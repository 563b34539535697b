package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/tc-hib/winres"
	"github.com/tc-hib/winres/version"

	"bokgu/assets"
)

// Languages as Windows counts them ([MS-LCID]); the first is what a system in a third language gets.
const (
	english = 0x0409
	korean  = 0x0412
)

// details is what FyneApp.toml says of the app.
type details struct {
	Name, Version string
	Build         int
}

// forWindows writes what the programs and the installer for Windows hold besides
// code into the folder to: an object file with resources for each program (.syso,
// which go build links by its name), the icon for the installer, and the licences
// as a text.
func forWindows(to, fyneApp string) error {
	var meta struct{ Details details }
	if _, err := toml.DecodeFile(fyneApp, &meta); err != nil {
		return fmt.Errorf("%s: %w", fyneApp, err)
	}
	icon, err := windowsIcon("assets/icons/app.svg")
	if err != nil {
		return err
	}
	var ico bytes.Buffer
	if err := icon.SaveICO(&ico); err != nil {
		return fmt.Errorf("icon: %w", err)
	}
	texts, err := licenceTexts()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	errs := []error{
		os.WriteFile(filepath.Join(to, "bokgu.ico"), ico.Bytes(), 0o644),
		os.WriteFile(filepath.Join(to, "bokgu.png"), assets.App(), 0o644),
		os.WriteFile(filepath.Join(to, "licences.txt"), texts, 0o644),
	}
	for program, described := range map[string]map[uint16]string{
		"bokgu":    {english: meta.Details.Name, korean: "복구"},
		"bokguctl": {english: meta.Details.Name + " for terminals and operators", korean: "터미널과 운영자를 위한 복구"},
	} {
		object, err := resources(meta.Details, program, described, icon)
		if err != nil {
			return fmt.Errorf("%s: %w", program, err)
		}
		errs = append(errs, os.WriteFile(filepath.Join(to, program+"_windows_amd64.syso"), object, 0o644))
	}
	return errors.Join(errs...)
}

// windowsIcon draws the icon in every size that Windows asks for from 100 to 400 %, each drawn for itself and none made smaller.
func windowsIcon(svg string) (*winres.Icon, error) {
	var all []image.Image
	for _, size := range []int{16, 20, 24, 32, 40, 48, 64, 96, 128, 256} {
		img, err := picture(svg, size)
		if err != nil {
			return nil, err
		}
		all = append(all, img)
	}
	return winres.NewIconFromImages(all)
}

// resources is the object file of a program: icon, version and manifest. It is
// the same for the same input: it holds no time.
func resources(meta details, program string, described map[uint16]string, icon *winres.Icon) ([]byte, error) {
	var rs winres.ResourceSet
	if err := rs.SetIcon(winres.ID(1), icon); err != nil { // the first is that of the file
		return nil, err
	}
	var v version.Info
	v.SetFileVersion(fmt.Sprintf("%s.%d", meta.Version, meta.Build))
	v.SetProductVersion(meta.Version)
	for lang, text := range described {
		for key, value := range map[string]string{
			version.ProductName: meta.Name, version.CompanyName: meta.Name, version.FileDescription: text,
			version.FileVersion: meta.Version, version.ProductVersion: meta.Version,
			version.OriginalFilename: program + ".exe", version.InternalName: program, version.LegalCopyright: "Apache-2.0",
		} {
			if err := v.Set(lang, key, value); err != nil {
				return nil, err
			}
		}
	}
	rs.SetVersionInfo(v)
	if err := rs.Set(winres.RT_MANIFEST, winres.ID(1), english, []byte(manifest)); err != nil {
		return nil, err
	}
	var object bytes.Buffer
	if err := rs.WriteObject(&object, winres.ArchAMD64); err != nil {
		return nil, err
	}
	return object.Bytes(), nil
}

// manifest tells Windows 10 and 11, the only ones that Go programs run on, that
// the program minds each screen's scale, long paths and no administrator's
// rights; and that its 8-bit calls speak UTF-8, so that what C code is in it gets
// along with a user's folder of a Korean name
// (https://learn.microsoft.com/windows/win32/sbscs/application-manifests).
const manifest = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">permonitorv2,permonitor</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
      <activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
    </windowsSettings>
  </application>
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges>
        <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
      </requestedPrivileges>
    </security>
  </trustInfo>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0" processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
`

// licenceTexts are those of everything in the programs, as one text.
func licenceTexts() ([]byte, error) {
	all, err := assets.Licences()
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for _, l := range all {
		fmt.Fprintf(&b, "%s %s\n%s\n\n%s\n\n\n", l.Name, l.Version, strings.Repeat("=", len(l.Name)+1+len(l.Version)), strings.TrimSpace(l.Text))
	}
	return []byte(strings.ReplaceAll(b.String(), "\n", "\r\n")), nil
}
