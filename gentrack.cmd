@echo off
rem Starts gentrack; builds it first where there is no jar yet. "gentrack --rebuild ..." builds again.
rem Settings: JAVA_HOME, GENTRACK_JAVA_OPTS (more options for Java).
setlocal EnableExtensions DisableDelayedExpansion
set "GT_HOME=%~dp0"
set "GT_JAR=%GT_HOME%cli\target\gentrack.jar"

set "GT_JAVA=java"
if not defined JAVA_HOME goto findjava
set "GT_JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%GT_JAVA%" goto version
echo gentrack: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it. Set it to a JDK 17 or newer, or unset it. 1>&2
exit /b 1
:findjava
where java >nul 2>nul
if not errorlevel 1 goto version
echo gentrack: no Java found. Install a JDK 17 or newer, for example from https://adoptium.net, or set JAVA_HOME to one. 1>&2
exit /b 1

:version
set "GT_VERSION="
for /f "tokens=3" %%v in ('cmd /d /c ""%GT_JAVA%" -version 2>&1" ^| findstr /i /c:" version "') do if not defined GT_VERSION set "GT_VERSION=%%~v"
for /f "delims=.-+" %%m in ("%GT_VERSION%") do set "GT_MAJOR=%%m"
if "%GT_MAJOR%"=="1" set "GT_MAJOR=8"
if not defined GT_MAJOR goto oldjava
if %GT_MAJOR% GEQ 17 goto haveversion
:oldjava
echo gentrack: Java 17 or newer is needed; %GT_JAVA% is version %GT_VERSION%. Set JAVA_HOME to a newer one. 1>&2
exit /b 1

:haveversion
set "GT_ARGS=%*"
if not "%~1"=="--rebuild" goto needjar
set "GT_ARGS=--version"
if not "%~2"=="" call :droprebuild %*
goto build
:needjar
if exist "%GT_JAR%" goto run

:build
where mvn >nul 2>nul
if not errorlevel 1 goto dobuild
echo gentrack: it is not built yet, and there is no Maven to build it. Install Maven 3.8 or newer and run this again. 1>&2
exit /b 1
:dobuild
echo gentrack: building %GT_JAR% (once; about a minute) ... 1>&2
pushd "%GT_HOME%"
call mvn -q -P "!static-checks" -pl cli -am -Dmaven.test.skip=true package 1>&2
set "GT_BUILT=%ERRORLEVEL%"
popd
if "%GT_BUILT%"=="0" goto run
echo gentrack: the build failed, see above. It needs a JDK 17 or newer, and on the first run the network. 1>&2
exit /b 1

:run
set "GT_COMPILER=-XX:TieredStopAtLevel=1"
for %%C in (hash model community) do if "%~1"=="%%C" set "GT_COMPILER="
if "%~1"=="mcp" set "GT_COMPILER=-XX:TieredStopAtLevel=1 -Xms24m -Xmn12m"
"%GT_JAVA%" -XX:+UseSerialGC %GT_COMPILER% -Xshare:auto -Xlog:disable -Xlog:all=warning:stderr %GENTRACK_JAVA_OPTS% -jar "%GT_JAR%" %GT_ARGS%
exit /b %ERRORLEVEL%

:droprebuild
set "GT_ARGS="
:dropnext
shift
if "%~1"=="" exit /b 0
set GT_ARGS=%GT_ARGS% %1
goto dropnext
