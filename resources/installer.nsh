; tracecraft:// links work from the installation on, for this user, and leave nothing in the registry when the app is removed. An update runs the old uninstaller too: it keeps them.

!macro customInstall
  WriteRegStr HKCU "Software\Classes\tracecraft" "" "URL:TraceCraft link"
  WriteRegStr HKCU "Software\Classes\tracecraft" "URL Protocol" ""
  WriteRegStr HKCU "Software\Classes\tracecraft\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr HKCU "Software\Classes\tracecraft\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey HKCU "Software\Classes\tracecraft"
  ${endIf}
!macroend
