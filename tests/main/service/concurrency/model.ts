/**
 * What the service promises about questions that overlap, as a program that anybody can follow: no promises, no signals, no streams. Each question is a caller that waits or has ended;
 * each request at a platform is a flight that callers wait for.
 */

import { listingPages } from './held-platform.ts'

export const ttlMs = 60_000

/** How a question ended: the versions that it was answered with, or the code of its failure. */
export type End = readonly number[] | 'CANCELLED' | 'SETTINGS' | 'NOT_FOUND' | 'SERVER_ERROR'

export interface Caller {
  /** Versions wanted: pages of a list, or the one of a run. */
  readonly wants: number
  end: End | null
}

export interface Flight {
  /** `a: run r1 @3` */
  readonly label: string
  readonly version: number
  readonly topic: Topic
}

/** One thing that can be asked for. A refresh puts a new one in its place; who waits for the old one goes on waiting for it. */
interface Topic {
  readonly source: Source
  /** `list`, or `run r1`. */
  readonly what: string
  /** What has come: a version for each page of a list so far, or the one of a run. */
  versions: readonly number[]
  /** When the newest of them came, by both clocks. */
  came: { readonly wall: number; readonly steady: number } | null
  flight: Flight | null
  readonly waiting: Set<Caller>
}

interface Source {
  readonly name: string
  paused: boolean
  /** What new callers meet. */
  topics: Map<string, Topic>
}

export class Model {
  readonly callers: Caller[] = []
  readonly flights: Flight[] = []
  readonly sources = new Map<string, Source>()
  readonly versions = new Map<string, number>()
  wall = 1_000_000
  steady = 0

  add(name: string): void {
    if (!this.sources.has(name)) this.sources.set(name, { name, paused: false, topics: new Map() })
  }

  /** Somebody opens a run, or reads the first so many pages of the list. */
  ask(name: string, what: string, wants: number): void {
    const caller: Caller = { wants, end: null }
    this.callers.push(caller)
    this.#join(caller, name, what)
  }

  #join(caller: Caller, name: string, what: string): void {
    const source = this.sources.get(name)
    if (!source) return this.#end(caller, 'NOT_FOUND')
    let topic = source.topics.get(what)
    const isFresh = topic !== undefined && !this.#isExpired(topic)
    // A list begins anew when its time is over; a run keeps what is there until there is better.
    if (!topic || (what === 'list' && !isFresh && !source.paused)) topic = this.#begin(source, what)
    topic.waiting.add(caller)
    if (isFresh || source.paused) this.#serve(topic)
    this.#fetch(topic)
  }

  /** A caller goes away. Nobody else is touched; a request that nobody waits for any more is aborted. */
  leave(caller: Caller): void {
    for (const { topic } of this.flights.filter((flight) => flight.topic.waiting.has(caller))) {
      this.#end(caller, 'CANCELLED', topic)
      if (topic.waiting.size > 0) continue
      this.#land(topic)
      this.#cut(topic)
    }
  }

  /** A platform answers. A failure reaches whoever waits, and is not kept. */
  answer({ topic, version }: Flight, ok: boolean): void {
    this.#land(topic)
    if (!ok) return this.#fail(topic, 'SERVER_ERROR')
    const { source, what, waiting } = topic
    // Of a run, nobody gets what was asked before a refresh: newer data may have been seen since.
    if (what !== 'list' && source.topics.get(what) !== topic)
      return [...waiting].forEach((caller) => this.#join(caller, source.name, what))
    topic.versions = what === 'list' ? [...topic.versions, version] : [version]
    topic.came = { wall: this.wall, steady: this.steady }
    this.#serve(topic)
    this.#fetch(topic)
  }

  /** Everything of a source is forgotten. What a paused one holds stays: nothing could take its place. */
  refresh(name: string): void {
    const source = this.sources.get(name)
    if (source && !source.paused) source.topics = new Map()
  }

  /** A paused source is asked nothing: requests under way are aborted. */
  pause(name: string): void {
    const source = this.sources.get(name)
    if (!source || source.paused) return
    source.paused = true
    this.#abortAll(source)
  }

  resume(name: string): void {
    const source = this.sources.get(name)
    if (source) source.paused = false
  }

  /** One with other settings takes its place, paused if that one was. */
  edit(name: string): void {
    const source = this.sources.get(name)
    if (!source) return
    this.#abortAll(source)
    this.sources.set(name, { name, paused: source.paused, topics: new Map() })
  }

  /** Time passes; the wall clock may be set meanwhile. */
  pass(wallMs: number, steadyMs: number): void {
    this.wall += wallMs
    this.steady += steadyMs
  }

  remove(name: string): void {
    const source = this.sources.get(name)
    if (!source) return
    this.#abortAll(source)
    this.sources.delete(name)
  }

  #begin(source: Source, what: string): Topic {
    const topic: Topic = { source, what, versions: [], came: null, flight: null, waiting: new Set() }
    if (!source.paused) source.topics.set(what, topic)
    return topic
  }

  /** Whoever waits for no more than there is has it. */
  #serve(topic: Topic): void {
    for (const caller of topic.waiting)
      if (topic.versions.length >= caller.wants) this.#end(caller, topic.versions.slice(0, caller.wants), topic)
  }

  /** One request at a time, while somebody waits. */
  #fetch(topic: Topic): void {
    if (topic.waiting.size === 0 || topic.flight) return
    const { source, what } = topic
    if (source.paused) return this.#fail(topic, 'SETTINGS')
    const version = this.versions.get(source.name) ?? 0
    const page = what === 'list' ? ` ${topic.versions.length}` : ''
    topic.flight = { label: `${source.name}: ${what}${page} @${version}`, version, topic }
    this.flights.push(topic.flight)
  }

  /** By either clock; an answer of the future is of another time altogether. */
  #isExpired({ came }: Topic): boolean {
    if (came === null) return false
    const passed = this.wall - came.wall
    return passed >= ttlMs || passed < -1000 || this.steady - came.steady >= ttlMs
  }

  #abortAll(source: Source): void {
    for (const { topic } of this.flights.filter((flight) => flight.topic.source === source)) {
      this.#land(topic)
      this.#fail(topic, 'CANCELLED')
    }
  }

  #fail(topic: Topic, code: Exclude<End, readonly number[]>): void {
    for (const caller of topic.waiting) this.#end(caller, code, topic)
    // A refusal takes nothing away of what is there.
    if (code !== 'SETTINGS') this.#cut(topic)
  }

  /** A list that broke off cannot be continued; of a run, what is there stays. */
  #cut(topic: Topic): void {
    const { source, what } = topic
    if (what === 'list' && source.topics.get(what) === topic) source.topics.delete(what)
  }

  #land(topic: Topic): void {
    this.flights.splice(this.flights.indexOf(topic.flight!), 1)
    topic.flight = null
  }

  #end(caller: Caller, end: End, topic?: Topic): void {
    caller.end = end
    topic?.waiting.delete(caller)
  }
}

export const mostPages = listingPages
