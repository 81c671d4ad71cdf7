/** What `tracecraft --help` prints. */
export const helpText = `TraceCraft reads traces of AI agents where they already live, with your own credentials. Read-only.

  tracecraft [SOURCE ...]                open the app, with these sources added for this run
  tracecraft open LINK | SOURCE ...      open the app at a link that it copied (tracecraft://open?…), or at a source
  tracecraft list SOURCE [flags]         runs of a source, newest first
  tracecraft show SOURCE TRACE_ID        one run with its steps
  tracecraft doctor [SOURCE ...]         test connections stage by stage; exit 0 only if all pass
  tracecraft sources                     configured sources and where each setting comes from
  tracecraft serve [--port N] [--open]   the app in a browser: prints a loopback URL with a one-time token
  tracecraft demo                        the four demo platforms on loopback; prints their source URLs and environment
  tracecraft --help | --version

SOURCE is the name of a configured source, or a URL:
  xray://us-east-1/my-agent              AWS X-Ray: region, service
  cloudtrace://my-project/my-agent       GCP Cloud Trace: project, service
  azuremonitor://WORKSPACE-GUID/role     Azure Monitor: Log Analytics workspace, role name
  datadog://us1/my-service               Datadog APM: site, service
The service may be left out. ?lookback=24h, ?ttl=300 and, for X-Ray, ?profile=dev may follow.

Flags of every command:
  --config FILE      another config file (default: .tracecraft/config.yaml here, else in the home folder)
  --env NAME         environment of the config file (default: TRACECRAFT_ENV)
  --format F         table, json, jsonl (list); tree, json, otlp, markdown (show); table, json (doctor, sources, demo)
  --no-color         no colours
  --timeout SECONDS  give up after so long

Flags of list:
  --lookback 90m|24h|7d   how far back; or --from ISO and --to ISO
  --limit N               rows at most (default 100)
  --errors                only runs in which something failed
  --filter 'QUERY'        for example: 'model:gpt-4o and duration>10s'
  --full                  open every listed trace, so that every field is filled

Exit codes: 0 done, 1 unexpected, 2 usage or settings, 3 credentials, 4 permission denied, 5 throttled,
            6 unreachable or not the platform's answer, 7 not found. Partial data is printed, with a notice and exit 0.
`
