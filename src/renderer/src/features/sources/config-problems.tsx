import { FileWarning } from 'lucide-react'
import type { ConfigProblem } from '../../../../shared/contract.ts'
import styles from './config-problems.module.css'

/** What is wrong in the config file, by file and line. The rest of the file works. */
export function ConfigProblems({ problems }: { problems: readonly ConfigProblem[] }) {
  if (problems.length === 0) return null
  return (
    <section className={styles.problems} aria-label="Problems of the configuration">
      <h2 className={styles.title}>
        <FileWarning size={13} aria-hidden />
        {problems.length === 1 ? '1 problem in the config' : `${problems.length} problems in the config`}
      </h2>
      <ul className={styles.list}>
        {problems.map((problem) => (
          <li key={`${problem.file}:${problem.line}/${problem.message}`}>
            <p className={styles.message}>{problem.message}</p>
            {problem.fix ? <p>{problem.fix}</p> : null}
            <p className={styles.place} title={problem.file}>
              {fileName(problem.file)}
              {problem.line === null ? '' : `, line ${problem.line}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function fileName(path: string): string {
  return path.split(/[/\\]/).slice(-2).join('/')
}
