package feed

import "slices"

// Unknown is what a reader makes of an enumeration value that it does not know.
// It is kept and shown as "cannot tell": never as good, never as an error.
const Unknown = "unknown"

// Mode says what a document is about. It is required and signed.
type Mode string

// The modes. Whatever else a document says counts as ModeReplay, so that a
// mistake can never pass for a real outage.
const (
	ModeLive   Mode = "live"
	ModeReplay Mode = "replay"
	ModeDrill  Mode = "drill"
)

// ComponentStatus is the state of one component, with Statuspage's values.
type ComponentStatus string

// The component states, by rising severity; ComponentUnknown stands beside
// them.
const (
	Operational         ComponentStatus = "operational"
	UnderMaintenance    ComponentStatus = "under_maintenance"
	DegradedPerformance ComponentStatus = "degraded_performance"
	PartialOutage       ComponentStatus = "partial_outage"
	MajorOutage         ComponentStatus = "major_outage"
	ComponentUnknown    ComponentStatus = Unknown
)

// Severity orders states: operational 0 up to major outage 4. Unknown is -1: it
// has no place in the order.
func (s ComponentStatus) Severity() int { return slices.Index(componentStatuses, s) }

// IncidentStatus is where the operator says an incident stands.
type IncidentStatus string

// The incident states.
const (
	Investigating IncidentStatus = "investigating"
	Identified    IncidentStatus = "identified"
	Monitoring    IncidentStatus = "monitoring"
	Resolved      IncidentStatus = "resolved"
	Postmortem    IncidentStatus = "postmortem"
)

// Over reports whether the operator has said that the incident has ended.
func (s IncidentStatus) Over() bool { return s == Resolved || s == Postmortem }

// Impact is the operator's own word for how bad an incident is.
type Impact string

// The impacts.
const (
	ImpactNone        Impact = "none"
	ImpactMinor       Impact = "minor"
	ImpactMajor       Impact = "major"
	ImpactCritical    Impact = "critical"
	ImpactMaintenance Impact = "maintenance"
)

// MaintenanceStatus is where a planned maintenance stands.
type MaintenanceStatus string

// The maintenance states.
const (
	MaintenanceScheduled  MaintenanceStatus = "scheduled"
	MaintenanceInProgress MaintenanceStatus = "in_progress"
	MaintenanceVerifying  MaintenanceStatus = "verifying"
	MaintenanceCompleted  MaintenanceStatus = "completed"
)

// StageName is one of the seven stages of a recovery. Stages are orthogonal to
// IncidentStatus and do not run in order.
type StageName string

// The stages, in the order in which a checklist shows them.
const (
	ProblemConfirmed     StageName = "problem_confirmed"
	EmergencyTeam        StageName = "emergency_team"
	SystemCheck          StageName = "system_check"
	DataRecovery         StageName = "data_recovery"
	ContinuousMonitoring StageName = "continuous_monitoring"
	UserNotice           StageName = "user_notice"
	FollowUpPlan         StageName = "follow_up_plan"
)

// Stages lists the seven stages in checklist order. Do not change it.
var Stages = []StageName{
	ProblemConfirmed, EmergencyTeam, SystemCheck, DataRecovery,
	ContinuousMonitoring, UserNotice, FollowUpPlan,
}

// StageState says how far a stage is.
type StageState string

// The stage states.
const (
	StageNotReported StageState = "not_reported"
	StageActive      StageState = "active"
	StageDone        StageState = "done"
)

// CauseCategory sorts causes.
type CauseCategory string

// The cause categories.
const (
	CauseServerOverload CauseCategory = "server_overload"
	CauseNetwork        CauseCategory = "network"
	CauseSoftwareBug    CauseCategory = "software_bug"
	CauseSecurity       CauseCategory = "security"
	CauseDatabase       CauseCategory = "database"
	CauseFacility       CauseCategory = "facility"
)

// GuidanceKind says what an instruction is.
type GuidanceKind string

// The kinds of guidance.
const (
	GuidanceDo              GuidanceKind = "do"
	GuidanceDoNot           GuidanceKind = "do_not"
	GuidanceReinstall       GuidanceKind = "reinstall"
	GuidanceAlternative     GuidanceKind = "alternative"
	GuidanceOfficialChannel GuidanceKind = "official_channel"
)

// PromiseState says what became of a promise.
type PromiseState string

// The promise states.
const (
	PromiseOpen   PromiseState = "open"
	PromiseKept   PromiseState = "kept"
	PromiseMoved  PromiseState = "moved"
	PromiseMissed PromiseState = "missed"
)

// ActionType says what an action's value is.
type ActionType string

// The action types.
const (
	ActionURL   ActionType = "url"
	ActionTel   ActionType = "tel"
	ActionSMS   ActionType = "sms"
	ActionEmail ActionType = "email"
)

// ArticleKind sorts the library's articles.
type ArticleKind string

// The article kinds.
const (
	ArticleCause       ArticleKind = "cause"
	ArticleImprovement ArticleKind = "improvement"
	ArticleFAQ         ArticleKind = "faq"
)

// ChangeKind says what a Change is about.
type ChangeKind string

// The change kinds.
const (
	ChangeComponentStatus   ChangeKind = "component_status"
	ChangeComponentAdded    ChangeKind = "component_added"
	ChangeComponentRemoved  ChangeKind = "component_removed"
	ChangeIncidentOpened    ChangeKind = "incident_opened"
	ChangeIncidentStatus    ChangeKind = "incident_status"
	ChangeIncidentUpdate    ChangeKind = "incident_update"
	ChangeIncidentEdited    ChangeKind = "incident_edited"
	ChangeIncidentUnlisted  ChangeKind = "incident_unlisted"
	ChangeStage             ChangeKind = "stage"
	ChangePromise           ChangeKind = "promise"
	ChangeGuidanceAdded     ChangeKind = "guidance_added"
	ChangeGuidanceWithdrawn ChangeKind = "guidance_withdrawn"
	ChangeMaintenance       ChangeKind = "maintenance"
)

// One list per enumeration: the order of componentStatuses is the severity.
var (
	modes               = []Mode{ModeLive, ModeReplay, ModeDrill}
	componentStatuses   = []ComponentStatus{Operational, UnderMaintenance, DegradedPerformance, PartialOutage, MajorOutage}
	incidentStatuses    = []IncidentStatus{Investigating, Identified, Monitoring, Resolved, Postmortem}
	impacts             = []Impact{ImpactNone, ImpactMinor, ImpactMajor, ImpactCritical, ImpactMaintenance}
	maintenanceStatuses = []MaintenanceStatus{MaintenanceScheduled, MaintenanceInProgress, MaintenanceVerifying, MaintenanceCompleted}
	stageStates         = []StageState{StageNotReported, StageActive, StageDone}
	causeCategories     = []CauseCategory{CauseServerOverload, CauseNetwork, CauseSoftwareBug, CauseSecurity, CauseDatabase, CauseFacility}
	guidanceKinds       = []GuidanceKind{GuidanceDo, GuidanceDoNot, GuidanceReinstall, GuidanceAlternative, GuidanceOfficialChannel}
	promiseStates       = []PromiseState{PromiseOpen, PromiseKept, PromiseMoved, PromiseMissed}
	actionTypes         = []ActionType{ActionURL, ActionTel, ActionSMS, ActionEmail}
	articleKinds        = []ArticleKind{ArticleCause, ArticleImprovement, ArticleFAQ}
	changeKinds         = []ChangeKind{
		ChangeComponentStatus, ChangeComponentAdded, ChangeComponentRemoved,
		ChangeIncidentOpened, ChangeIncidentStatus, ChangeIncidentUpdate, ChangeIncidentEdited, ChangeIncidentUnlisted,
		ChangeStage, ChangePromise, ChangeGuidanceAdded, ChangeGuidanceWithdrawn, ChangeMaintenance,
	}
)

// known returns v if it is one of all, else the unknown value.
func known[T ~string](v T, all []T) T {
	if slices.Contains(all, v) {
		return v
	}
	return Unknown
}
