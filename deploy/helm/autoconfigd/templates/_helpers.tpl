{{- define "autoconfigd.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "autoconfigd.selector" -}}
app.kubernetes.io/name: autoconfigd
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "autoconfigd.labels" -}}
{{ include "autoconfigd.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
