; The installer for Windows: for one user, without administrator's rights. .ci/windows calls makensis with
;   ID VERSION WEBSITE  as FyneApp.toml has them     SIZE  of the files in kB
;   FILES  the folder with the files                 OUT   the installer to write
;   SIGN   a command that signs a file, or none
;
; Silent: /S, with /LOGIN=0 not to start at login, /D=FOLDER (last, without quotes) for another folder.
; Exit codes: 0 done, 1 cancelled, 2 failed.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

!define UNINSTALL Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}
!define RUN Software\Microsoft\Windows\CurrentVersion\Run
; Where Settings and Task Manager keep that an entry of Run is switched off.
!define APPROVED Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run
!define MODEL Software\Classes\AppUserModelId\${ID}
!define SCHEME Software\Classes\bokgu
!define PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\bokgu.exe"

Name "$(NAME)"
OutFile "${OUT}"
BrandingText "Bokgu ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\Bokgu"
InstallDirRegKey HKCU "${UNINSTALL}" InstallLocation
SpaceTexts none
ShowInstDetails nevershow
ShowUninstDetails nevershow

!ifdef SIGN
	!uninstfinalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${FILES}\bokgu.ico"
!define MUI_UNICON "${FILES}\bokgu.ico"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_COMPONENTSPAGE_TEXT_COMPLIST " "
!define MUI_FINISHPAGE_RUN "$INSTDIR\bokgu.exe"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT

!define MUI_PAGE_HEADER_TEXT "$(HEAD)"
!define MUI_PAGE_HEADER_SUBTEXT "$(COMMENT)"
!define MUI_COMPONENTSPAGE_TEXT_TOP "$(TOP)"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_PAGE_HEADER_TEXT "$(UN_HEAD)"
!define MUI_PAGE_HEADER_SUBTEXT "$(UN_SUBHEAD)"
!define MUI_COMPONENTSPAGE_TEXT_TOP "$(UN_TOP)"
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

; The first is for who has neither of the two.
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE Korean
!include words.en.nsh
!include words.ko.nsh

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
!macro VERSION_WORDS language name description
	VIAddVersionKey /LANG=${language} ProductName "${name}"
	VIAddVersionKey /LANG=${language} CompanyName "Bokgu"
	VIAddVersionKey /LANG=${language} FileDescription "${description}"
	VIAddVersionKey /LANG=${language} FileVersion "${VERSION}"
	VIAddVersionKey /LANG=${language} ProductVersion "${VERSION}"
	VIAddVersionKey /LANG=${language} LegalCopyright "Apache-2.0"
!macroend
!insertmacro VERSION_WORDS ${LANG_ENGLISH} "Bokgu" "Bokgu installer"
!insertmacro VERSION_WORDS ${LANG_KOREAN} "복구" "복구 설치 프로그램"

Var running   ; "yes": the program was running, and is started again
Var upgrading ; "yes": a version is there already

; FAIL says what is wrong and ends; silent, the exit code alone does.
!macro FAIL text
	IfSilent +2
	MessageBox MB_OK|MB_ICONSTOP "${text}"
	SetErrorLevel 2
	Quit
!macroend

; END_RUNNING ends the program of the folder, if it runs: it is asked, waited for, and as the last resort killed. What it keeps is
; kept as after a power failure then.
!macro END_RUNNING un
Function ${un}BusyProgram ; puts "yes" or "no" on the stack
	Push $0
	StrCpy $0 "no"
	${If} ${FileExists} "$INSTDIR\bokgu.exe"
		ClearErrors
		FileOpen $0 "$INSTDIR\bokgu.exe" a ; Windows writes to no program that runs
		${If} ${Errors}
			StrCpy $0 "yes"
		${Else}
			FileClose $0
			StrCpy $0 "no"
		${EndIf}
		ClearErrors
	${EndIf}
	Exch $0
FunctionEnd

Function ${un}EndRunning
	Push $0
	Push $1
	Call ${un}BusyProgram
	Pop $0
	${If} $0 == "yes"
		StrCpy $running "yes"
		ExecWait '"$INSTDIR\bokgu.exe" --quit' $1
		; The process ends a moment after it has let go of its data.
		${For} $1 0 40
			Call ${un}BusyProgram
			Pop $0
			${If} $0 == "no"
				${Break}
			${EndIf}
			${If} $1 = 20
				nsExec::Exec 'taskkill.exe /F /IM bokgu.exe'
				Pop $0
			${EndIf}
			Sleep 100
		${Next}
		Call ${un}BusyProgram
		Pop $0
		${If} $0 == "yes"
			!insertmacro FAIL "$(STILL_RUNNING)"
		${EndIf}
	${EndIf}
	Pop $1
	Pop $0
FunctionEnd
!macroend
!insertmacro END_RUNNING ""
!insertmacro END_RUNNING "un."

; NAME_SHORTCUT gives a shortcut the app's ID, by which Windows finds name and icon of notifications and taskbar. Where that fails
; the name and icon of the registry are there.
!macro NAME_SHORTCUT link
	!insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
	${If} $0 P<> 0
		${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
		${If} $1 P<> 0
			${IPersistFile::Load} $1 '("${link}",${STGM_READWRITE})'
			${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
			${If} $2 P<> 0
				System::Call 'oleaut32::SysAllocString(w "${ID}")p.r5'
				System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
				System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_BSTR},,r5)p.r4'
				${IPropertyStore::SetValue} $2 '($3,$4)'
				${IPropertyStore::Commit} $2 ""
				System::Free $3
				System::Free $4
				System::Call 'oleaut32::SysFreeString(p r5)'
				${IUnknown::Release} $2 ""
				${IPersistFile::Save} $1 '("${link}",1)'
			${EndIf}
			${IUnknown::Release} $1 ""
		${EndIf}
		${IUnknown::Release} $0 ""
	${EndIf}
!macroend

; REMOVE_SHORTCUT removes the entry of the Start menu under the name it was given.
!macro REMOVE_SHORTCUT
	ReadRegStr $0 HKCU "${UNINSTALL}" Shortcut
	${If} $0 != ""
		Delete "$SMPROGRAMS\$0.lnk"
	${EndIf}
!macroend

Section "$(NAME)" Program
	SectionIn RO
	SetOutPath "$INSTDIR"
	Call EndRunning
	; A tool that runs in some terminal may go on: its file moves aside, and goes with the next installation.
	Delete "$INSTDIR\bokguctl.old"
	ClearErrors
	Delete "$INSTDIR\bokguctl.exe"
	${If} ${Errors}
		Rename "$INSTDIR\bokguctl.exe" "$INSTDIR\bokguctl.old"
	${EndIf}
	ClearErrors
	SetOverwrite try
	File "${FILES}\bokgu.exe"
	File "${FILES}\bokguctl.exe"
	File "${FILES}\bokgu.png"
	File "${FILES}\LICENSE.txt"
	File "${FILES}\licences.txt"
	WriteUninstaller "$INSTDIR\uninstall.exe"
	${If} ${Errors}
		!insertmacro FAIL "$(NOT_WRITTEN)"
	${EndIf}

	!insertmacro REMOVE_SHORTCUT
	CreateShortcut "$SMPROGRAMS\$(NAME).lnk" "$INSTDIR\bokgu.exe" "" "$INSTDIR\bokgu.exe" 0 SW_SHOWNORMAL "" "$(COMMENT)"
	!insertmacro NAME_SHORTCUT "$SMPROGRAMS\$(NAME).lnk"

	; Name and icon of notifications. The app writes the same when it starts.
	WriteRegStr HKCU "${MODEL}" DisplayName "$(NAME)"
	WriteRegStr HKCU "${MODEL}" IconUri "$INSTDIR\bokgu.png"

	; Links. Everything after -- is no option, whatever a link holds.
	WriteRegStr HKCU "${SCHEME}" "" "URL:Bokgu"
	WriteRegStr HKCU "${SCHEME}" "URL Protocol" ""
	WriteRegStr HKCU "${SCHEME}\DefaultIcon" "" '"$INSTDIR\bokgu.exe",0'
	WriteRegStr HKCU "${SCHEME}\shell\open\command" "" '"$INSTDIR\bokgu.exe" -- "%1"'
	WriteRegStr HKCU "${PATHS}" "" "$INSTDIR\bokgu.exe"
	System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; SHCNE_ASSOCCHANGED

	WriteRegStr HKCU "${UNINSTALL}" DisplayName "$(NAME)"
	WriteRegStr HKCU "${UNINSTALL}" DisplayVersion "${VERSION}"
	WriteRegStr HKCU "${UNINSTALL}" DisplayIcon "$INSTDIR\bokgu.exe,0"
	WriteRegStr HKCU "${UNINSTALL}" Publisher "Bokgu"
	WriteRegStr HKCU "${UNINSTALL}" URLInfoAbout "${WEBSITE}"
	WriteRegStr HKCU "${UNINSTALL}" InstallLocation "$INSTDIR"
	WriteRegStr HKCU "${UNINSTALL}" Shortcut "$(NAME)"
	WriteRegStr HKCU "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
	WriteRegStr HKCU "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
	WriteRegDWORD HKCU "${UNINSTALL}" EstimatedSize ${SIZE}
	WriteRegDWORD HKCU "${UNINSTALL}" NoModify 1
	WriteRegDWORD HKCU "${UNINSTALL}" NoRepair 1
SectionEnd

Section "$(AT_LOGIN)" AtLogin
	; The same value that the app's own setting reads and writes. One that is there stays: it may name another data folder.
	ReadRegStr $0 HKCU "${RUN}" "${ID}"
	${If} $0 == ""
		WriteRegStr HKCU "${RUN}" "${ID}" '"$INSTDIR\bokgu.exe" --hidden'
		DeleteRegValue HKCU "${APPROVED}" "${ID}"
	${EndIf}
SectionEnd

Section -Finish
	${IfNot} ${SectionIsSelected} ${AtLogin}
		DeleteRegValue HKCU "${RUN}" "${ID}"
	${EndIf}
	${If} $running == "yes"
	${AndIf} ${Silent} ; otherwise the last page asks
		Exec '"$INSTDIR\bokgu.exe" --hidden'
	${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
	!insertmacro MUI_DESCRIPTION_TEXT ${Program} "$(PROGRAM_TEXT)"
	!insertmacro MUI_DESCRIPTION_TEXT ${AtLogin} "$(AT_LOGIN_TEXT)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
	${IfNot} ${AtLeastWin10}
		!insertmacro FAIL "$(WINDOWS_10)"
	${EndIf}
	ReadRegStr $0 HKCU "${UNINSTALL}" DisplayVersion
	${If} $0 != ""
		StrCpy $upgrading "yes"
		; What the user has chosen in the app stays.
		ReadRegStr $0 HKCU "${RUN}" "${ID}"
		${If} $0 == ""
			!insertmacro UnselectSection ${AtLogin}
		${EndIf}
	${EndIf}
	${GetParameters} $0
	ClearErrors
	${GetOptions} $0 "/LOGIN=" $1
	${IfNot} ${Errors}
		${If} $1 == "0"
			!insertmacro UnselectSection ${AtLogin}
		${Else}
			!insertmacro SelectSection ${AtLogin}
		${EndIf}
	${EndIf}
	ClearErrors
FunctionEnd

Section "un.$(NAME)" unProgram
	SectionIn RO
	Call un.EndRunning
	!insertmacro REMOVE_SHORTCUT
	Delete /REBOOTOK "$INSTDIR\bokgu.exe"
	Delete /REBOOTOK "$INSTDIR\bokguctl.exe"
	Delete /REBOOTOK "$INSTDIR\bokguctl.old"
	Delete "$INSTDIR\bokgu.png"
	Delete "$INSTDIR\LICENSE.txt"
	Delete "$INSTDIR\licences.txt"
	Delete "$INSTDIR\uninstall.exe"
	SetOutPath "$TEMP" ; a folder that something works in cannot go
	RMDir "$INSTDIR" ; only if nothing of anybody else's is in it
	RMDir "$LOCALAPPDATA\fyne\${ID}" ; the toolkit's cache, empty
	RMDir "$LOCALAPPDATA\fyne"
	DeleteRegValue HKCU "${RUN}" "${ID}"
	DeleteRegValue HKCU "${APPROVED}" "${ID}"
	DeleteRegKey HKCU "${MODEL}"
	DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Notifications\Settings\${ID}"
	DeleteRegKey HKCU "${SCHEME}"
	DeleteRegKey HKCU "${PATHS}"
	DeleteRegKey HKCU "${UNINSTALL}"
	System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; Not chosen unless the user does so.
Section /o "un.$(DATA)" unData
	RMDir /r "$APPDATA\bokgu"
	RMDir /r "$APPDATA\fyne\${ID}"
	RMDir "$APPDATA\fyne"
	; The tokens of private feeds in the Credential Manager, all by the app's name.
	System::Call 'advapi32::CredEnumerateW(w "${ID}:*", i 0, *i .r1, *p .r2) i.r0'
	${If} $0 <> 0
		StrCpy $3 $2
		${DoWhile} $1 > 0
			System::Call '*$3(p.r4)'      ; the next of the list
			System::Call '*$4(i, i, w.r5)' ; CREDENTIALW: Flags, Type, TargetName
			System::Call 'advapi32::CredDeleteW(w r5, i 1, i 0)' ; CRED_TYPE_GENERIC
			IntPtrOp $3 $3 + ${NSIS_PTR_SIZE}
			IntOp $1 $1 - 1
		${Loop}
		System::Call 'advapi32::CredFree(p r2)'
	${EndIf}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
	!insertmacro MUI_DESCRIPTION_TEXT ${unProgram} "$(UN_PROGRAM_TEXT)"
	!insertmacro MUI_DESCRIPTION_TEXT ${unData} "$(DATA_TEXT)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

; Silent, /DATA takes the user's data as well.
Function un.onInit
	${un.GetParameters} $0
	ClearErrors
	${un.GetOptions} $0 "/DATA" $1
	${IfNot} ${Errors}
		!insertmacro SelectSection ${unData}
	${EndIf}
	ClearErrors
FunctionEnd
